/** Unhandled rejections by who was at play when they came. */
export type RejectionWatch = {
  of(player: string): readonly unknown[]
  stop(): void
}

/**
 * Takes unhandled rejections in the place of the test runner, which would fail for those that the raw client has too.
 */
export function watchRejections(player: () => string): RejectionWatch {
  const seen: { readonly player: string; readonly reason: unknown }[] = []
  const others = process.listeners('unhandledRejection')
  const listener = (reason: unknown): void => void seen.push({ player: player(), reason })
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', listener)
  return {
    of: (name) => seen.filter((entry) => entry.player === name).map((entry) => entry.reason),
    stop() {
      process.off('unhandledRejection', listener)
      for (const other of others) process.on('unhandledRejection', other)
    },
  }
}
