/** What a new user reads. */
export const PAGES = [
  'README.md',
  'docs/capture.md',
  'docs/clients.md',
  'docs/datasets.md',
  'docs/routes.md',
  'docs/stores.md',
] as const
