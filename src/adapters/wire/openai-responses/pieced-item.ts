import { isJsonObject, type JsonObject } from '../../../core/json.ts'
import type { Part } from '../../../core/message.ts'
import { sizeOfPart } from '../../../core/size.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import { toItemParts } from './item.ts'

/** Where a piece belongs: to the texts of an item, to the summary of its thoughts, or to the input of its call. */
export type PieceKind = 'output_text' | 'refusal' | 'reasoning_text' | 'summary_text' | 'arguments' | 'input'

type Text = {
  readonly kind: PieceKind
  readonly index: number
  readonly pieces: string[]
  readonly annotations: unknown[]
}

/** An item of a streamed answer. Keeps references to the pieces, joins them when asked. */
export class PiecedItem {
  readonly index: number
  readonly id: string | undefined
  readonly #grow: (characters: number) => void
  readonly #head: JsonObject
  readonly #texts = new Map<string, Text>()
  #last: Text | undefined
  #kept = 0
  #whole: readonly Part[] | undefined

  /** @param item as it began, mostly without content @param grow told how many characters are kept */
  constructor(
    place: { readonly index: number; readonly id: string | undefined },
    item: unknown,
    grow: (characters: number) => void,
  ) {
    this.index = place.index
    this.id = place.id
    this.#grow = grow
    const head = snapshotJson(item)
    this.#head = isJsonObject(head) ? head : {}
    this.#keep(sizeOf([{ type: 'other', kind: '', value: this.#head }]))
  }

  get isDone(): boolean {
    return this.#whole !== undefined
  }

  add(kind: PieceKind, index: number, piece: string): boolean {
    this.#keep(piece.length)
    this.#textAt(kind, index).pieces.push(piece)
    return piece !== ''
  }

  /** The whole text, for servers that send it in one piece. */
  end(kind: PieceKind, index: number, text: string): boolean {
    return this.#textAt(kind, index).pieces.length === 0 && this.add(kind, index, text)
  }

  annotate(index: number, annotation: unknown): void {
    const value = snapshotJson(annotation)
    this.#keep(sizeOf([{ type: 'other', kind: '', value }]))
    this.#textAt('output_text', index).annotations.push(value)
  }

  /** The item is there as a whole. */
  done(item: unknown): void {
    this.#whole = toItemParts(item)
    this.#texts.clear()
    this.#last = undefined
    this.#keep(Math.max(0, sizeOf(this.#whole) - this.#kept))
  }

  parts(): readonly Part[] {
    return this.#whole ?? toItemParts({ ...this.#head, ...this.#said() })
  }

  #textAt(kind: PieceKind, index: number): Text {
    // Nearly every piece goes on with the text of the piece before.
    if (this.#last?.kind === kind && this.#last.index === index) return this.#last
    const key = `${kind} ${index}`
    const known = this.#texts.get(key)
    const text = known ?? { kind, index, pieces: [], annotations: [] }
    // A server may begin texts without end.
    if (known === undefined) this.#keep(TEXT)
    this.#texts.set(key, text)
    this.#last = text
    return text
  }

  #said(): object {
    const texts = [...this.#texts.values()].toSorted((a, b) => a.index - b.index)
    const summary = texts.filter(({ kind }) => kind === 'summary_text').map(toWhole)
    const content = texts.filter(({ kind }) => CONTENT.has(kind)).map(toWhole)
    const input = texts.filter(({ kind }) => kind === 'arguments' || kind === 'input')
    return {
      ...(summary.length > 0 && { summary }),
      ...(content.length > 0 && { content }),
      ...Object.fromEntries(input.map(({ kind, pieces }) => [kind, pieces.join('')])),
    }
  }

  #keep(characters: number): void {
    this.#kept += characters
    this.#grow(characters)
  }
}

const TEXT = 200
const CONTENT: ReadonlySet<PieceKind> = new Set(['output_text', 'refusal', 'reasoning_text'])

function toWhole({ kind, pieces, annotations }: Text): object {
  const text = pieces.join('')
  return kind === 'refusal' ? { type: kind, refusal: text } : { type: kind, text, annotations }
}

function sizeOf(parts: readonly Part[]): number {
  return parts.reduce((size, part) => size + sizeOfPart(part), 0)
}
