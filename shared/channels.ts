/** Names of the channels everything goes through. Apart from the contract, so that the preload carries no schemas. */
export const REQUEST_CHANNEL = "pdfprompt:request";
export const SNAPSHOT_CHANNEL = "pdfprompt:snapshot";
export const IMPORT_CHANNEL = "pdfprompt:import";
export const EVENT_CHANNEL = "pdfprompt:event";
