import { Button } from "@mantine/core";
import { FilePlus, FolderPlus } from "lucide-react";
import { useEffect, useRef } from "react";
import type { TemplateList } from "../../../shared/gallery";
import * as actions from "../../gallery-actions";
import { t } from "../../i18n";
import { OwnPlace } from "./own-place";
import { TemplateCard } from "./template-card";
import classes from "./template-shelf.module.css";

interface TemplateShelfProps {
  list: TemplateList;
  /** The template that was looked at last: the keyboard focus goes back to its card. */
  last: string | null;
}

/** All templates, each with a picture of its sample. */
export function TemplateShelf({ list: { builtin, places }, last }: TemplateShelfProps) {
  const shelf = useRef<HTMLElement>(null);
  useEffect(() => {
    if (last !== null) shelf.current?.querySelector<HTMLElement>(`[data-template="${last}"]`)?.focus();
  }, [last]);
  return (
    <section className={classes.shelf} aria-label={t("gallery.title")} ref={shelf} data-pane data-testid="gallery">
      <h2 className={classes.title}>{t("gallery.title")}</h2>
      <p className={classes.lead}>{t("gallery.lead")}</p>
      <h3 className={classes.heading}>{t("gallery.builtin")}</h3>
      <ul className={classes.cards} aria-label={t("gallery.builtin")}>
        {builtin.map((name) => (
          <li key={name}>
            <TemplateCard
              template={name}
              stamp=""
              name={t(`templates.${name}`)}
              description={t(`gallery.descriptions.${name}`)}
              onOpen={() => actions.openTemplate(name, null)}
            />
          </li>
        ))}
      </ul>
      <div className={classes.head}>
        <div>
          <h3 className={classes.heading}>{t("gallery.own")}</h3>
          <p className={classes.note}>{t("gallery.ownNote")}</p>
        </div>
        <div className={classes.buttons}>
          <Button
            variant="default"
            size="xs"
            leftSection={<FilePlus size={15} />}
            onClick={() => actions.addTemplates("file")}
            data-testid="add-template"
          >
            {t("gallery.addFile")}
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<FolderPlus size={15} />}
            onClick={() => actions.addTemplates("folder")}
            data-testid="add-template-folder"
          >
            {t("gallery.addFolder")}
          </Button>
        </div>
      </div>
      {places.map((place) => (
        <OwnPlace key={place.id} place={place} />
      ))}
    </section>
  );
}
