import { memo, useEffect } from "react";
import { useStore } from "zustand";
import { loadTemplates } from "../../gallery-actions";
import { galleryStore } from "../../state/gallery-store";
import { TemplateDetail } from "./template-detail";
import { TemplateShelf } from "./template-shelf";

/** The templates: all of them, or the one that is looked at. */
export const GalleryView = memo(function GalleryView() {
  const { list, opened, last, change } = useStore(galleryStore);
  const isShelf = opened === null;
  // Own templates may have changed while another view was shown, or while one was looked at.
  useEffect(() => {
    if (isShelf) void loadTemplates();
  }, [isShelf]);
  if (opened) return <TemplateDetail key={opened.template} opened={opened} change={change} />;
  return list && <TemplateShelf list={list} last={last} />;
});
