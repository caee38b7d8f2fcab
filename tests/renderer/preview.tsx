/** The real window over a made-up queue: `preview.html?state=running`. Never part of the app. */
import { FakeBridge } from "./fake-bridge";
import type { FakeScene } from "./fake-queue";

const scene = (new URLSearchParams(location.search).get("state") ?? "running") as FakeScene;
const bridge = new FakeBridge(scene);
Object.assign(window, { pdfprompt: bridge, fakeBridge: bridge });

void import("../../renderer/main");
