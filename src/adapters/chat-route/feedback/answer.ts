/** What the page is told. */
export type FeedbackAnswer = {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  /** JSON; nothing is sent without it. */
  readonly body?: FeedbackBody
}

type FeedbackBody = { readonly id: string } | { readonly error: { readonly code: string; readonly message: string } }

/** Why feedback was not taken. Codes are for programs; the list grows, a code never changes its meaning. */
export type RefusalCode =
  | 'bad_feedback'
  | 'cross_origin'
  | 'method_not_allowed'
  | 'not_json'
  | 'recording_off'
  | 'too_large'
  | 'too_many'
  | 'unavailable'
  | 'unknown_answer'

/** The three things that a person needs. Nothing that came from outside may stand in them. */
export type Reason = { readonly what: string; readonly why?: string; readonly fix: string }

/** Says no. */
export function refusal(
  status: number,
  code: RefusalCode,
  { what, why, fix }: Reason,
  headers: FeedbackAnswer['headers'] = {},
): FeedbackAnswer {
  const message = `${why === undefined ? what : `${what}: ${why}`}. Fix: ${fix}`
  return { status, headers, body: { error: { code, message } } }
}

/** 201: what was said is in the recorder's hands. */
export function accepted(id: string): FeedbackAnswer {
  return { status: 201, headers: {}, body: { id } }
}
