import { FinetapError } from '../../core/errors.ts'

/** What a door expects of a client. */
type WantedClient = {
  readonly door: string
  /** The name of the client's class. */
  readonly className: string
  /** The method that makes it one. */
  readonly method: string
}

/** The error of a door that was given no client. */
export function noClient(value: unknown, { door, className, method }: WantedClient): FinetapError {
  if (typeof value === 'function') {
    const what = `${door} was given the class${value.name === '' ? '' : ` ${value.name}`}`
    return new FinetapError('bad_option', { what, fix: `pass an instance, such as ${door}(new ${className}())` })
  }
  const what = `${door} was given an object without ${method}`
  return new FinetapError('bad_option', { what, fix: `pass the client itself, such as ${door}(new ${className}())` })
}
