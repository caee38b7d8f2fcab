import { createStore } from "zustand/vanilla";
import type { Filter } from "./filter";

/** What the main part of the window shows. */
export type Place = "queue" | "batches" | "templates";

export const placeStore = createStore<Place>(() => "queue");

export function showPlace(place: Place): void {
  placeStore.setState(place, true);
}

/** What the rail leads to, from top to bottom. The last two open a dialog over what is shown. */
export const RAIL_ITEMS = ["queue", "done", "failed", "batches", "templates", "throughput", "settings"] as const;
export type RailItem = (typeof RAIL_ITEMS)[number];

/** The item of the rail that leads to what is shown. */
export function railItemOf(place: Place, filter: Filter): RailItem {
  if (place !== "queue") return place;
  return filter === "done" || filter === "failed" ? filter : "queue";
}
