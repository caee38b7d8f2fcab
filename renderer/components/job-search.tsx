import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useState } from "react";
import { t } from "../i18n";
import classes from "./job-search.module.css";

const SETTLE_MS = 200;

interface JobSearchProps {
  search: string;
  onSearch(search: string): void;
}

/** The field for what is searched for; the list follows a moment after the last key. */
export function JobSearch({ search, onSearch }: JobSearchProps) {
  const [text, setText] = useState(search);
  const searchSoon = useDebouncedCallback(onSearch, SETTLE_MS);
  useEffect(() => setText(search), [search]);

  function press(event: KeyboardEvent): void {
    if (event.key !== "Escape" || text === "") return;
    event.preventDefault();
    searchSoon.cancel();
    setText("");
    onSearch("");
  }

  return (
    <TextInput
      type="search"
      size="xs"
      className={classes.field}
      classNames={{ input: classes.input }}
      leftSection={<Search size={14} aria-hidden />}
      aria-label={t("jobList.search")}
      placeholder={t("jobList.searchPlaceholder")}
      maxLength={200}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        searchSoon(currentTarget.value);
      }}
      onKeyDown={press}
      data-job-search
      data-testid="job-search"
    />
  );
}
