import { textField } from '../../../core/field.ts'

/** The sound of a streamed choice, and what is said in it. */
export type PiecedAudio = {
  /** Takes in the `audio` of a delta; true when there is one. */
  take(audio: unknown): boolean
  /** As it would stand in an answer that came at once; undefined when there was none. */
  whole(): unknown
}

/** @param grow told how many characters are kept */
export function createAudio(grow: (characters: number) => void): PiecedAudio {
  const transcript: string[] = []
  const data: string[] = []
  let id: string | undefined
  return {
    take(audio) {
      if (audio === undefined || audio === null) return false
      id = textField(audio, 'id') ?? id
      for (const [pieces, key] of [
        [transcript, 'transcript'],
        [data, 'data'],
      ] as const) {
        const piece = textField(audio, key) ?? ''
        grow(piece.length)
        if (piece !== '') pieces.push(piece)
      }
      return true
    },
    whole() {
      if (id === undefined && transcript.length === 0 && data.length === 0) return undefined
      return { id, transcript: transcript.join(''), data: joinBase64(data) }
    },
  }
}

/** Each piece is whole base64 and may be padded, so pieces cannot simply stand behind each other. */
function joinBase64(pieces: readonly string[]): string {
  if (!pieces.slice(0, -1).some((piece) => piece.endsWith('='))) return pieces.join('')
  try {
    return btoa(pieces.map((piece) => atob(piece)).join(''))
  } catch {
    // No base64 at all: the transcript is what counts.
    return ''
  }
}
