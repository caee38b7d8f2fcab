// What lanes are given: ordinary pages, and pages that never come to an end.

/** Endless with a script. */
export const ENDLESS = "<script>for(;;){}</script>";
/** Endless without a script: each group shows the one before it ten times, so the last stands for 10¹² rectangles. */
export const LAUGHS = `<svg>${Array.from(
  { length: 12 },
  (_, level) => `<g id="g${level + 1}">${`<use href="#g${level}"/>`.repeat(10)}</g>`,
).join("")}<rect id="g0" width="1" height="1"/></svg>`;

const SHADOW = "<div><template shadowrootmode=open><p>In the shadow.</p></template></div>";
/** Every third has an element for which it cannot be injected: the lane navigates to it. */
export const ordinaryPage = (number: number): string =>
  `<h1>Document ${number}</h1>${number % 3 === 0 ? SHADOW : ""}${"<p>The press keeps its steady rhythm while the fox is asleep. </p>".repeat(20)}`;

/** A page that every lane navigates to. */
export const navigatedPage = (number: number): string => ordinaryPage(3 * number);
