/** What the XMP metadata of a PDF say. All texts are freed of what XML cannot carry; dates are ISO 8601. */
export interface XmpProperties {
  title: string;
  author: string;
  subject: string;
  keywords: readonly string[];
  language: string;
  creator: string;
  producer: string;
  created: string;
  modified: string;
}

/** Marks an XMP packet; the specification gives it. */
const PACKET_ID = "W5M0MpCehiHzreSzNTczkc9d";

/** An XMP packet in UTF-8. Empty properties are left out. */
export function xmpPacket(properties: XmpProperties): Buffer {
  const { title, author, subject, keywords, language, creator, producer, created, modified } = properties;
  const lines = [
    `<?xpacket begin="\ufeff" id="${PACKET_ID}"?>`,
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">',
    "<dc:format>application/pdf</dc:format>",
    ...container("dc:title", "Alt", [title]),
    ...container("dc:creator", "Seq", [author]),
    ...container("dc:description", "Alt", [subject]),
    ...container("dc:subject", "Bag", keywords),
    ...container("dc:language", "Bag", [language]),
    ...simple("pdf:Keywords", keywords.join(", ")),
    ...simple("pdf:Producer", producer),
    ...simple("xmp:CreatorTool", creator),
    ...simple("xmp:CreateDate", created),
    ...simple("xmp:ModifyDate", modified),
    ...simple("xmp:MetadataDate", modified),
    "</rdf:Description>",
    "</rdf:RDF>",
    "</x:xmpmeta>",
    '<?xpacket end="r"?>',
  ];
  return Buffer.from(lines.join("\n"), "utf8");
}

function simple(name: string, value: string): string[] {
  return value === "" ? [] : [`<${name}>${escapeXml(value)}</${name}>`];
}

function container(name: string, kind: "Alt" | "Seq" | "Bag", values: readonly string[]): string[] {
  const language = kind === "Alt" ? ' xml:lang="x-default"' : "";
  const items = values
    .filter((value) => value !== "")
    .map((value) => `<rdf:li${language}>${escapeXml(value)}</rdf:li>`);
  return items.length === 0 ? [] : [`<${name}><rdf:${kind}>${items.join("")}</rdf:${kind}></${name}>`];
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
