export interface FencedBlock {
  /** `graphql`, `json`, `sh`; empty where none is named. */
  readonly language: string;
  /** The lines between the fences, whatever they hold. */
  readonly text: string;
}

/** The fenced blocks of a Markdown text, in its order; a fence is a line that begins with three backticks. */
export const fencedBlocks = (markdown: string): FencedBlock[] =>
  [...markdown.matchAll(/^```([^\n]*)\n(.*?)^```/gms)].map(([, language, text]) => ({
    language,
    text,
  }));
