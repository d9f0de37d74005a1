let aware = 0

/**
 * While the body runs, a failure of standard output ends nothing: whoever writes there hears of it from the write, and has
 * something to clear away first.
 */
export async function withAwareWriter<Result>(body: () => Promise<Result>): Promise<Result> {
  aware += 1
  try {
    return await body()
  } finally {
    aware -= 1
  }
}

export function isWriterAware(): boolean {
  return aware > 0
}
