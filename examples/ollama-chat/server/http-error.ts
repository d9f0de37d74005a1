import type { NextFunction, Request, Response } from 'express'

/** What goes to a client as `{ error: { code, message } }`. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** The last route under `/api`. */
export function unknownRoute(request: Request): never {
  throw new HttpError(404, 'not_found', `There is no ${request.method} ${request.baseUrl}${request.path}`)
}

/** Express tells an error handler by its four parameters. */
export function answerError(error: unknown, _: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) {
    next(error)
    return
  }
  const { status, code, message } = toHttpError(error)
  response.status(status).json({ error: { code, message } })
}

const BODY_ERRORS: { readonly [type: string]: HttpError } = {
  'entity.parse.failed': new HttpError(400, 'bad_json', 'The body is no JSON'),
  'entity.too.large': new HttpError(413, 'too_large', 'The body is too large'),
}

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error
  const known = BODY_ERRORS[textOf(error, 'type')]
  if (known !== undefined) return known
  const status = Number(Reflect.get(Object(error), 'status'))
  // Errors of Express and its parsers say whether it was the client's fault, and may then be shown.
  if (status >= 400 && status < 500) return new HttpError(status, 'bad_request', textOf(error, 'message'))
  return new HttpError(500, 'failed', error instanceof Error ? error.message : 'Something went wrong')
}

function textOf(value: unknown, name: string): string {
  const found: unknown = Reflect.get(Object(value), name)
  return typeof found === 'string' ? found : ''
}
