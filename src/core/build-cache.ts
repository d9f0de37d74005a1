/**
 * The folder in the directory of a log in which builds keep what the next one can use: chats as they were said. Whoever
 * erases something from the log removes it.
 */
export const BUILD_CACHE_FOLDER = '.build-cache'
