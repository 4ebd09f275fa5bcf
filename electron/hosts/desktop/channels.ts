/** The page asks: `{name, input}` in, a `Result` out. The one channel that takes messages. */
export const CALL = 'call'
/** The desk tells: a `DeskEvent`. */
export const EVENT = 'event'

/** Answered by the window itself, not by the backend: what only a desktop can do. */
export const CHOOSE_FILES = 'desktop.choose-files'
export const CHOOSE_FOLDER = 'desktop.choose-folder'
