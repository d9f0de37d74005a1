/** The text in lower case, character for character: what is found in it stands at the same place in the text. */
export function foldCase(text: string): string {
  const lower = text.toLowerCase()
  const sameLength = lower.length === text.length ? lower : Array.from(text, foldCharacter).join('')
  // The sigma at the end of a word has a form of its own, which depends on what follows.
  return sameLength.includes('ς') ? sameLength.replaceAll('ς', 'σ') : sameLength
}

function foldCharacter(character: string): string {
  const lower = character.toLowerCase()
  return lower.length === character.length ? lower : character
}
