import type { Message } from '../../core/message.ts'
import type { Link, Links, Root } from './links.ts'
import { nodeLine } from './spool-record.ts'
import type { Spool } from './spool.ts'

/** Finds the places of a chain of messages below `start`, and spools what is new of it. */
export type ChainSpooler = (
  key: string,
  root: Root,
  start: Link | Root,
  messages: readonly Message[],
) => readonly Link[]

export function createChainSpooler(spool: Spool, links: Links): ChainSpooler {
  return (key, root, start, messages) => {
    const chain: Link[] = []
    let above = start
    let hasNews = false
    for (const message of messages) {
      const place = links.next(root, above, message)
      hasNews ||= place.news !== undefined
      chain.push(place)
      above = place
    }
    // Only now: a message that is nested too deep leaves nothing of its chain.
    if (hasNews) spoolNews(spool, key, start, chain)
    return chain
  }
}

function spoolNews(spool: Spool, key: string, start: Link | Root, chain: readonly Link[]): void {
  let parent = start.id
  for (const place of chain) {
    if (place.news !== undefined) {
      const { id, instructs, print, news } = place
      const role = place.isText ? place.role : undefined
      spool.write(key, nodeLine(key, { id, parent, canonical: print.canonical, instructs }, news, role))
      place.news = undefined
    }
    parent = place.id
  }
}
