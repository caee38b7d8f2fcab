import { useEffect, useState } from "react";

/** Makes the whole window a drop target for files. Returns whether files are being dragged over it. */
export function useWindowDrop(onFiles: (files: File[]) => void): boolean {
  const [isDragging, setIsDragging] = useState(false);
  useEffect(() => {
    function over(event: DragEvent): void {
      // Without this the window would navigate to whatever is dropped on it.
      event.preventDefault();
      const hasFiles = event.dataTransfer?.types.includes("Files") ?? false;
      if (event.dataTransfer) event.dataTransfer.dropEffect = hasFiles ? "copy" : "none";
      setIsDragging(hasFiles);
    }
    function leave(event: DragEvent): void {
      // Leaving one element for another also fires; only leaving the window has nowhere to go to.
      if (event.relatedTarget === null) setIsDragging(false);
    }
    function drop(event: DragEvent): void {
      event.preventDefault();
      setIsDragging(false);
      // The list is emptied when the event ends, so it is copied here and now.
      const files = Array.from(event.dataTransfer?.files ?? []);
      if (files.length > 0) onFiles(files);
    }
    window.addEventListener("dragenter", over);
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", over);
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, [onFiles]);
  return isDragging;
}
