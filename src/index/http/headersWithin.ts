import type { Dispatcher } from 'undici';

type Compose = (dispatch: Dispatcher['dispatch']) => Dispatcher['dispatch'];

/**
 * Ends requests whose answer has not begun in time, counted from when they were sent. undici's own limit begins anew
 * with each informational answer (1xx), of which a server may send as many as it likes.
 */
export function headersWithin(milliseconds: number, timeout: () => Error): Compose {
  return (dispatch) => (options, handler) => {
    let timer: NodeJS.Timeout | undefined;
    return dispatch(options, {
      onRequestStart: (controller, context) => {
        timer = setTimeout(() => controller.abort(timeout()), milliseconds);
        handler.onRequestStart?.(controller, context);
      },
      onResponseStart: (controller, status, ...rest) => {
        if (status >= 200) {
          clearTimeout(timer);
        }
        handler.onResponseStart?.(controller, status, ...rest);
      },
      onResponseData: (...all) => handler.onResponseData?.(...all),
      onResponseEnd: (...all) => handler.onResponseEnd?.(...all),
      onResponseError: (...all) => {
        clearTimeout(timer);
        handler.onResponseError?.(...all);
      },
    });
  };
}
