/** How far the body of a request could be had. */
export type BodyRead =
  /** Parsed by somebody before us. */
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'too_large' }
  /** Somebody before us has read it, and left nothing. */
  | { readonly kind: 'used' }
  /** The client has left: there is nobody to answer. */
  | { readonly kind: 'gone' }

/** A request with feedback, of whichever server. */
export type FeedbackAsked<Request> = {
  /** As the app's own functions get it. */
  readonly request: Request
  readonly method: string
  readonly header: (name: string) => string | undefined
  /** The host that the client asked, with its port if it named one. */
  readonly host: string | undefined
  /** Where the request comes from, if the server knows. */
  readonly address: string | undefined
  /** Reads no more than so many bytes. Never rejects. */
  readonly body: (largestBytes: number) => Promise<BodyRead>
}
