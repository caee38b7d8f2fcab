/** What the scenario `last-document` reports of documents with scripts that are still in their window. */
export interface LastDocumentReport {
  /** Requests of a restless document: all, and in the last 300 ms that it was looked at, until there were none. */
  requests: { all: number; later: number };
  /** Addresses below which a document that was printed got a file of the one that came next. */
  stolen: string[];
  /** Documents that were printed behind one that could not be left, by what was wrong with it. */
  printed: string[];
  /** Failures of those. */
  failures: string[];
  /** Of the pool that printed them. */
  crashes: number;
  recycled: number;
}
