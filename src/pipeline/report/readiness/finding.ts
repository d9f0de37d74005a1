export type FindingCode =
  | 'duplicates'
  | 'few_rows'
  | 'few_users'
  | 'long_rows'
  | 'no_feedback'
  | 'no_rows'
  | 'no_validation'
  | 'one_opening'
  | 'one_user'
  | 'several_languages'
  | 'several_models'
  | 'short_answers'
  | 'small_validation'
  | 'unknown_users'

/** Something that a dataset lacks. */
export type Finding = {
  readonly code: FindingCode
  readonly message: string
  readonly fix: string
}

/** A finding that alone makes a dataset unfit, or one that makes it weaker. */
export type WeighedFinding = Finding & { readonly isGrave: boolean }
