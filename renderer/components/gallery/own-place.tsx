import { ActionIcon } from "@mantine/core";
import { Folder, X } from "lucide-react";
import type { TemplatePlace } from "../../../shared/gallery";
import * as actions from "../../gallery-actions";
import { t } from "../../i18n";
import classes from "./own-place.module.css";
import { TemplateCard } from "./template-card";
import shelf from "./template-shelf.module.css";

/** A folder or a file of the user's, with the templates in it. */
export function OwnPlace({ place }: { place: TemplatePlace }) {
  return (
    <div className={classes.place} data-testid="own-place">
      <div className={classes.head}>
        <Folder size={15} aria-hidden />
        <h4 className={classes.name} title={place.path}>
          {place.name}
        </h4>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          title={t("gallery.remove")}
          aria-label={t("gallery.removeFor", { name: place.name })}
          onClick={() => actions.removeTemplates(place.id)}
        >
          <X size={14} />
        </ActionIcon>
      </div>
      {place.templates.length === 0 && <p className={shelf.note}>{t("gallery.noTemplates")}</p>}
      <ul className={shelf.cards} aria-label={place.name}>
        {place.templates.map(({ id, name, stamp }) => (
          <li key={id}>
            <TemplateCard
              template={id}
              stamp={stamp}
              name={name}
              description={t("gallery.descriptions.own")}
              onOpen={() => actions.openTemplate(id, name)}
            />
          </li>
        ))}
      </ul>
      {place.isCut && <p className={shelf.note}>{t("gallery.cut")}</p>}
    </div>
  );
}
