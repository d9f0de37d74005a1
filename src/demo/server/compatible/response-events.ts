import type { JsonObject } from '../../../core/json.ts'
import { serverSentEvent } from '../speech.ts'
import type { CallItem, ItemKind } from './response-items.ts'

/** Writes the numbered events of a response whose items are added, filled and done one after the other. */
export class ResponseEvents {
  readonly done: JsonObject[] = []
  #number = -1
  #open: { readonly kind: ItemKind; readonly id: string; text: string } | undefined

  event(type: string, fields: JsonObject): string {
    this.#number += 1
    return serverSentEvent({ type, sequence_number: this.#number, ...fields }, type)
  }

  /** A piece of a text or a thought; opens the item that it belongs to. */
  piece(kind: ItemKind, id: string, delta: string): string {
    const opening = this.#open?.kind === kind ? '' : this.close() + this.#start(kind, id)
    if (this.#open !== undefined) this.#open.text += delta
    return opening + this.event(`${kind.textEvent}.delta`, { ...this.#place(id), ...kind.index, delta })
  }

  call(item: CallItem): string {
    const place = this.#place(item.id)
    return [
      this.close(),
      this.event('response.output_item.added', { output_index: this.done.length, item: { ...item, arguments: '' } }),
      this.event('response.function_call_arguments.delta', { ...place, delta: item.arguments }),
      this.event('response.function_call_arguments.done', { ...place, arguments: item.arguments }),
      this.#finish(item),
    ].join('')
  }

  /** Ends the item that is open, if one is. */
  close(): string {
    if (this.#open === undefined) return ''
    const { kind, id, text } = this.#open
    this.#open = undefined
    const place = { ...this.#place(id), ...kind.index }
    return [
      this.event(`${kind.textEvent}.done`, { ...place, text }),
      this.event(`${kind.partEvent}.done`, { ...place, part: kind.part(text) }),
      this.#finish(kind.item(id, [kind.part(text)])),
    ].join('')
  }

  #start(kind: ItemKind, id: string): string {
    this.#open = { kind, id, text: '' }
    const added = { output_index: this.done.length, item: kind.item(id, []) }
    const part = { ...this.#place(id), ...kind.index, part: kind.part('') }
    return this.event('response.output_item.added', added) + this.event(`${kind.partEvent}.added`, part)
  }

  #place(id: string): JsonObject {
    return { item_id: id, output_index: this.done.length }
  }

  #finish(item: JsonObject): string {
    const output_index = this.done.push(item) - 1
    return this.event('response.output_item.done', { output_index, item })
  }
}
