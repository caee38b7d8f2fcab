import { NativeSelect, UnstyledButton } from "@mantine/core";
import { Folder } from "lucide-react";
import { CONFLICT_POLICIES } from "../../../shared/choices";
import type { ImportView } from "../../../shared/import";
import { reasonOf } from "../../format/problem";
import { t } from "../../i18n";
import * as actions from "../../import-actions";
import { DraftInput } from "../draft-input";
import classes from "./output-choices.module.css";

/** Where the PDFs go, what they are called, and what happens where a name is taken. */
export function OutputChoices({ view }: { view: ImportView }) {
  const { choices, names, problem, result, outputFolder, outputFolderName } = view;
  return (
    <section className={classes.output} aria-label={t("import.output")}>
      <div className={classes.pair}>
        <div>
          <span className={classes.label} id="import-folder-label">
            {t("import.folder")}
          </span>
          <UnstyledButton
            className={classes.folder}
            title={outputFolder}
            aria-describedby="import-folder-label"
            onClick={() => actions.chooseImportFolder(view)}
            data-testid="import-folder"
          >
            <Folder size={15} aria-hidden />
            <span className={classes.folderName}>{outputFolderName}</span>
          </UnstyledButton>
        </div>
        <NativeSelect
          label={t("import.conflict")}
          data={CONFLICT_POLICIES.map((value) => ({ value, label: t(`import.policies.${value}`) }))}
          value={choices.onConflict}
          onChange={({ currentTarget }) =>
            actions.changeImport(view, { onConflict: currentTarget.value as typeof choices.onConflict })
          }
          data-testid="import-conflict"
        />
      </div>
      <DraftInput
        label={t("import.name")}
        placeholder="{stem}"
        description={t("import.nameNote")}
        error={problem && problem.code !== "template-failed" ? reasonOf(problem) : undefined}
        value={choices.name}
        onType={async (name) => {
          await actions.changeImport(view, { name });
          return null;
        }}
        testId="import-name"
      />
      {names.length > 0 && !problem && (
        <ul className={classes.names} aria-label={t("import.names")} data-testid="import-names">
          {names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      )}
      {result && result.renamed + result.replaced + result.skipped + result.refused > 0 && (
        <p className={classes.collisions} data-testid="import-collisions">
          {result.renamed > 0 && <span>{t("import.renamed", { count: result.renamed })}</span>}
          {result.replaced > 0 && <span>{t("import.replaced", { count: result.replaced })}</span>}
          {result.skipped > 0 && <span>{t("import.skipped", { count: result.skipped })}</span>}
          {result.refused > 0 && <span>{t("import.refused", { count: result.refused })}</span>}
        </p>
      )}
    </section>
  );
}
