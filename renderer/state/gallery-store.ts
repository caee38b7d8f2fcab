import { createStore } from "zustand/vanilla";
import type { TemplateList, TemplateSample } from "../../shared/gallery";

/** The template that is looked at, and what is tried in it. Kept while another view is shown. */
export interface OpenedTemplate {
  template: string;
  /** Name of an own template's file; null for a built-in one, whose name is in the catalogue. */
  ownName: string | null;
  sample: TemplateSample;
  /** The sample as it is being edited. */
  text: string;
  /** Whether a file of the user's is tried instead of the template's own sample. */
  isOwnFile: boolean;
}

export interface GalleryState {
  /** Null until it is first asked for. */
  list: TemplateList | null;
  opened: OpenedTemplate | null;
  /** The template that was looked at last, where the keyboard focus goes back to. */
  last: string | null;
  /** Grows with each change of the files of the template that is looked at. */
  change: number;
}

export const galleryStore = createStore<GalleryState>(() => ({ list: null, opened: null, last: null, change: 0 }));

export function receiveTemplates(list: TemplateList): void {
  galleryStore.setState({ list });
}

export function showTemplate(opened: Omit<OpenedTemplate, "text">): void {
  galleryStore.setState({ opened: { ...opened, text: opened.sample.text }, last: opened.template });
}

export function showAllTemplates(): void {
  galleryStore.setState({ opened: null });
}

export function editSample(text: string): void {
  galleryStore.setState(({ opened }) => ({ opened: opened && { ...opened, text } }));
}

/** Files changed that this template is made of. One that is not looked at any more is no news. */
export function templateChanged(template: string): void {
  galleryStore.setState((state) => (state.opened?.template === template ? { change: state.change + 1 } : state));
}
