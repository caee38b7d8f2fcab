import { Alert, Button, Code, Group, Stack, Switch, Text } from "@mantine/core";
import { ask } from "../actions";
import { useApiState } from "../hooks/use-api-state";
import { t } from "../i18n";
import { notifyDone } from "../notify";
import classes from "./api-setting.module.css";

/** The switch that lets other programs ask for PDFs, and what they need for that while it is on. */
export function ApiSetting() {
  const [state, change] = useApiState();
  return (
    <Stack gap="xs">
      <Switch
        label={t("settings.api")}
        description={t("settings.apiNote")}
        checked={state?.isOn ?? false}
        disabled={state === null}
        onChange={({ currentTarget }) => change(currentTarget.checked)}
        data-testid="api"
      />
      {state?.problem && (
        <Alert color="red" data-testid="api-problem">
          {t("settings.apiFailed", { why: state.problem })}
        </Alert>
      )}
      {state?.isOn && (
        <div className={classes.shown}>
          <Text size="sm">{t("settings.apiAddress")}</Text>
          <Code className={classes.value} data-testid="api-url">
            {state.url}
          </Code>
          <Text size="sm">{t("settings.apiToken")}</Text>
          <Group gap="xs" wrap="nowrap">
            <Code className={classes.value} data-testid="api-token">
              {state.token}
            </Code>
            <Button
              className={classes.copy}
              size="compact-sm"
              variant="default"
              onClick={copyToken}
              data-testid="api-copy"
            >
              {t("settings.apiCopy")}
            </Button>
          </Group>
        </div>
      )}
    </Stack>
  );
}

async function copyToken(): Promise<void> {
  if (await ask("copyApiToken", {})) notifyDone(t("settings.apiCopied"));
}
