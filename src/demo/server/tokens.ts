// Words in pieces of up to 7 letters, numbers in threes, marks in fours, each with the space before it: about the grain
// of a real tokenizer. With the u flag no surrogate pair is split.
const PIECE = /\s+$|\s*(?:\p{L}[\p{L}\p{M}]{0,6}|\p{N}{1,3}|[^\s\p{L}\p{N}]{1,4})/gu

/** The pieces in which a text is streamed. Joined they are the text. */
export function splitTokens(text: string): readonly string[] {
  return text.match(PIECE) ?? []
}

/** How many tokens a prompt of so many characters may have; 4 characters a token is the usual rule of thumb. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / 4)
}
