import { NativeSelect, Switch } from "@mantine/core";
import { isLength, PAGE_SIZES, type PageSizeName } from "../../shared/length";
import type { PageOptions } from "../../shared/prompt";
import { t } from "../i18n";
import { withOption } from "../state/page-options";
import { DraftInput } from "./draft-input";
import { DraftNumber } from "./draft-number";
import classes from "./page-options-form.module.css";

interface PageOptionsFormProps {
  options: PageOptions;
  onChange(options: PageOptions): void;
}

const SIZES = Object.keys(PAGE_SIZES) as PageSizeName[];
/** What is on unless it is chosen away. */
const SWITCHES = ["background", "tagged", "outline"] as const;
const PERCENT = 100;

/** How pages are printed, for prompts that say nothing of it themselves. What is not chosen, their templates decide. */
export function PageOptionsForm({ options, onChange }: PageOptionsFormProps) {
  const { pageSize, landscape, margins, scale, header, footer } = options;
  const set = <K extends keyof PageOptions>(key: K, value: PageOptions[K] | undefined) =>
    onChange(withOption(options, key, value));
  return (
    <div className={classes.form}>
      <NativeSelect
        label={t("page.size")}
        data={[{ value: "", label: t("page.asTemplate") }, ...SIZES]}
        value={typeof pageSize === "string" ? pageSize : ""}
        onChange={({ currentTarget }) =>
          set(
            "pageSize",
            SIZES.find((size) => size === currentTarget.value),
          )
        }
        data-testid="page-size"
      />
      <NativeSelect
        label={t("page.orientation")}
        data={[
          { value: "", label: t("page.asTemplate") },
          { value: "portrait", label: t("page.portrait") },
          { value: "landscape", label: t("page.landscape") },
        ]}
        value={landscape === undefined ? "" : landscape ? "landscape" : "portrait"}
        onChange={({ currentTarget: { value } }) => set("landscape", value === "" ? undefined : value === "landscape")}
        data-testid="page-orientation"
      />
      <DraftInput
        label={t("page.margins")}
        placeholder="20mm"
        value={typeof margins === "string" ? margins : ""}
        onType={(text) => {
          const length = text.trim();
          if (length !== "" && !isLength(length)) return t("page.noLength");
          set("margins", length === "" ? undefined : length);
          return null;
        }}
        testId="page-margins"
      />
      <DraftNumber
        label={t("page.scale")}
        unit="%"
        min={10}
        max={200}
        step={5}
        value={Math.round((scale ?? 1) * PERCENT)}
        onNumber={(percent) => set("scale", percent === PERCENT ? undefined : percent / PERCENT)}
        testId="page-scale"
      />
      {(["header", "footer"] as const).map((key) => (
        <DraftInput
          key={key}
          label={t(`page.${key}`)}
          placeholder='<p style="font-size:9px">…</p>'
          value={{ header, footer }[key] ?? ""}
          onType={(text) => {
            set(key, text === "" ? undefined : text);
            return null;
          }}
          testId={`page-${key}`}
        />
      ))}
      <div className={classes.switches}>
        {SWITCHES.map((key) => (
          <Switch
            key={key}
            label={t(`page.${key}`)}
            checked={options[key] ?? true}
            onChange={({ currentTarget }) => set(key, currentTarget.checked ? undefined : false)}
            data-testid={`page-${key}`}
          />
        ))}
      </div>
    </div>
  );
}
