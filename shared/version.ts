import { version } from "../package.json";

/** The version of the app, as it stands in the PDFs it makes. */
export const VERSION: string = version;
