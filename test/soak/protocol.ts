/** What the soak wishes its app to suffer. */
export type AppWish =
  | { readonly what: 'full disk'; readonly ms: number }
  | { readonly what: 'clock'; readonly ms: number }
  | { readonly what: 'erase'; readonly conversation: string }
  | { readonly what: 'end' }

/** How the app is: once a second, and at its end. */
export type AppReport = {
  readonly type: 'report' | 'final'
  readonly given: number
  readonly written: number
  readonly dropped: { readonly [reason: string]: number }
  readonly queued: number
  readonly active: number
  readonly rss: number
  /** What is still in use when the rest was collected. */
  readonly heap: number
  readonly descriptors: number
}

export type AppErased = { readonly type: 'erased'; readonly conversation: string; readonly hidden: number }
