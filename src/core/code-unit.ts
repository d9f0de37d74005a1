// oxlint-disable-next-line typescript/unbound-method -- it is called with its text below
const { charCodeAt } = String.prototype

/**
 * `text.charCodeAt(index)`, for loops over texts that come from everywhere. V8 keeps strings in many forms: read from JSON,
 * cut from another, joined of two, of one or two bytes a character. A place in the code that has met more than four of them
 * looks the method up anew for each character, which takes four times as long; this one is looked up once.
 */
export function codeUnitAt(text: string, index: number): number {
  return charCodeAt.call(text, index)
}
