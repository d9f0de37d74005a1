import { FinetapError } from '../core/errors.ts'
import { textField } from '../core/field.ts'
import type { ReadRange, Store } from '../core/store.ts'
import { nameOf, type Address } from './address.ts'
import { statOf } from './stat-of.ts'

const NO_RIGHTS = new Set(['EACCES', 'EPERM'])

/** A store whose errors name what somebody at a command line can do: those of the stores themselves speak to apps. */
export function speakingTo(address: Address, store: Store): Store {
  async function told<Result>(act: Promise<Result>): Promise<Result> {
    return act.catch((error: unknown) => {
      throw inOtherWords(address, error)
    })
  }

  async function* each<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    try {
      yield* items
    } catch (error) {
      throw inOtherWords(address, error)
    }
  }

  return {
    ...store,
    append: (events) => told(store.append(events)),
    read: (range?: ReadRange) => each(store.read(range)),
    scan: (options) => each(store.scan(options)),
    erase: (...values) => told(store.erase(...values)),
    flush: () => told(store.flush()),
    close: () => told(store.close()),
  }
}

/** An error of a store with a fix for somebody at a command line, where it has one for apps. */
export function inOtherWords(address: Address, error: unknown): unknown {
  if (!FinetapError.isInstance(error)) return error
  const { code, cause } = error
  if (FinetapError.isInstance(cause)) return error
  const why = cause instanceof Error && cause.message !== '' ? cause.message : textField(cause, 'code')
  if (address.kind === 'postgres') {
    // It has a cause when the database has said no, or nothing.
    if (code !== 'store_failed' || why === undefined) return error
    const what = `The database ${nameOf(address)} has failed`
    const fix = 'look whether PostgreSQL runs there and the role may do it, and run this again'
    return new FinetapError(code, { what, why, fix, cause })
  }
  if (code !== 'store_unwritable' || why === undefined || !NO_RIGHTS.has(textField(cause, 'code') ?? '')) return error
  return new FinetapError(code, {
    what: `${nameOf(address)} cannot be written to`,
    why,
    fix: `run it as the user that the app runs as${asUser(address.path)}`,
    cause,
  })
}

function asUser(path: string): string {
  const uid = statOf(path)?.uid
  return uid === undefined ? '' : `, such as with sudo -u '#${uid}'`
}
