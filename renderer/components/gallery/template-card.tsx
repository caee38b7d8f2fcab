import { Loader } from "@mantine/core";
import { FileWarning } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import { wantPicture } from "../../gallery-actions";
import { t } from "../../i18n";
import { type Picture, pictureKey, pictureStore } from "../../state/picture-store";
import classes from "./template-card.module.css";

interface TemplateCardProps {
  template: string;
  /** Another one where the template has changed since. */
  stamp: string;
  name: string;
  description: string;
  onOpen(): void;
}

/** A template with the first page of its sample, as it is really printed. */
export function TemplateCard({ template, stamp, name, description, onOpen }: TemplateCardProps) {
  const picture = useStore(pictureStore, (pictures) => pictures[pictureKey(template, stamp)]);
  useEffect(() => {
    void wantPicture(template, stamp);
  }, [template, stamp]);
  return (
    <button
      type="button"
      className={classes.card}
      onClick={onOpen}
      data-template={template}
      data-testid={`template-${template}`}
      data-picture={picture?.kind ?? "none"}
    >
      <span className={classes.stage}>
        <CardPicture picture={picture} />
      </span>
      <span className={classes.name}>{name}</span>
      <span className={classes.description}>{description}</span>
    </button>
  );
}

function CardPicture({ picture }: { picture: Picture | undefined }) {
  if (!picture) return <Loader size={16} color="gray" aria-hidden />;
  if (picture.kind === "page") return <img className={classes.page} src={picture.url} alt="" />;
  return (
    <span className={classes.broken}>
      <FileWarning size={20} aria-hidden />
      {t("gallery.noPicture")}
    </span>
  );
}
