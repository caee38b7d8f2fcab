import { Checkbox, NativeSelect, NumberInput } from "@mantine/core";
import { PAGE_SIZE_NAMES } from "../../../shared/length";
import type { PageOptions } from "../../../shared/prompt";
import { t } from "../../i18n";
import { marginProblem, SCALE_PERCENT, withOption } from "../../state/page-options";
import { CheckedInput } from "../checked-input";
import classes from "./page-choices.module.css";

interface PageFieldsProps {
  options: PageOptions;
  onChange(options: PageOptions): void;
}

/** Size, orientation, margin, scale and backgrounds of the pages. An empty field leaves it to prompt and template. */
export function PageFields({ options, onChange }: PageFieldsProps) {
  const { pageSize, landscape, margins, scale, background } = options;
  const choose = <K extends keyof PageOptions>(key: K, value: PageOptions[K]) =>
    onChange(withOption(options, key, value));
  return (
    <div className={classes.fields} data-testid="import-page-fields">
      <NativeSelect
        label={t("pageOptions.size")}
        data={[{ value: "", label: t("pageOptions.asIs") }, ...PAGE_SIZE_NAMES]}
        value={typeof pageSize === "string" ? pageSize : ""}
        onChange={({ currentTarget: { value } }) =>
          choose(
            "pageSize",
            PAGE_SIZE_NAMES.find((name) => name === value),
          )
        }
        data-testid="page-size"
      />
      <NativeSelect
        label={t("pageOptions.orientation")}
        data={[
          { value: "", label: t("pageOptions.asIs") },
          { value: "portrait", label: t("pageOptions.portrait") },
          { value: "landscape", label: t("pageOptions.landscape") },
        ]}
        value={landscape === undefined ? "" : landscape ? "landscape" : "portrait"}
        onChange={({ currentTarget: { value } }) =>
          choose("landscape", value === "" ? undefined : value === "landscape")
        }
        data-testid="page-orientation"
      />
      <CheckedInput
        label={t("pageOptions.margin")}
        placeholder={t("pageOptions.asIs")}
        value={typeof margins === "string" ? margins : ""}
        problemOf={marginProblem}
        onValid={(text) => choose("margins", text === "" ? undefined : text)}
        data-testid="page-margin"
      />
      <NumberInput
        label={t("pageOptions.scale")}
        placeholder={t("pageOptions.asIs")}
        suffix=" %"
        min={SCALE_PERCENT.min}
        max={SCALE_PERCENT.max}
        step={5}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        // Numbers on the way to the one that is meant, such as the 1 of 120, are no scale.
        clampBehavior="blur"
        value={scale === undefined ? "" : Math.round(scale * 100)}
        onChange={(value) => {
          if (value === "") choose("scale", undefined);
          else if (Number(value) >= SCALE_PERCENT.min && Number(value) <= SCALE_PERCENT.max)
            choose("scale", Number(value) / 100);
        }}
        data-testid="page-scale"
      />
      <Checkbox
        className={classes.wide}
        label={t("pageOptions.background")}
        checked={background !== false}
        onChange={({ currentTarget }) => choose("background", currentTarget.checked ? undefined : false)}
        data-testid="page-background"
      />
    </div>
  );
}
