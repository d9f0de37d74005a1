/** What the tests say to the thread of `echo.ts`. */
export type EchoTalk = {
  readonly job:
    | { readonly kind: 'open' | 'echo' | 'throw'; readonly text: string }
    | { readonly kind: 'later'; readonly text: string; readonly ms: number }
    | { readonly kind: 'exit' }
  readonly answer: { readonly text: string; readonly place: number }
  readonly news: string
}
