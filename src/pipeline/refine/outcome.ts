/** What steps did with one example: all that the account needs, without the example. Steps are named by their place. */
export type ExampleOutcome = {
  readonly id: string
  /** Absent when the last step let it pass. */
  readonly end?: {
    readonly step: number
    readonly reason: string
    /** The generations that went with it. */
    readonly generationIds: readonly string[]
    /** Where quotes were asked for. */
    readonly quote?: string
  }
  readonly exclusions: readonly {
    readonly step: number
    readonly reason: string
    readonly generationId: string
  }[]
  readonly flags: readonly { readonly step: number; readonly flag: string }[]
  readonly failures: readonly { readonly step: number; readonly message: string }[]
}
