/**
 * Text as properties hold it: one line, and nothing that neither PDF nor XML can carry. The same text then stands in the
 * Info dictionary and in the XMP metadata.
 */
export function propertyText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
      .replace(/[ \u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
      .replace(/\p{Surrogate}|[\ufffe\uffff]/gu, "\ufffd")
      .trim()
  );
}

/** A text string of PDF: in parentheses where it is plain ASCII, else UTF-16 in hexadecimal. */
export function pdfString(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `(${text.replace(/[\\()]/g, "\\$&")})`;
  const bigEndian = Buffer.from(`\ufeff${text}`, "utf16le").swap16();
  return `<${bigEndian.toString("hex").toUpperCase()}>`;
}
