import { vi } from 'vitest'

// Files that share a process share the clients that they load, which is dear, and nothing that finetap remembers.
vi.resetModules()
