/** What an app can tell of an error, without the headers of one answer. */
export function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const fields = Object.fromEntries(Object.entries(error).filter(([name]) => name !== 'headers'))
  return { ...fields, class: error.constructor, message: error.message }
}
