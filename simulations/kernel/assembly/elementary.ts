/** e^x with the operations of simulations/math/elementary.ts, so with its bits; |x| < 700. */
import { powerOfTwo } from './quantiles';

export function exp64(x: f64): f64 {
  const k = Math.floor(x * 1.442695040888963387 + 0.5);
  const high = x - k * 6.9314718036912381649e-1;
  const low = k * 1.90821492927058770002e-10;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t *
              (6.61375632143793436117e-5 +
                t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 + ((r * c) / (2 - c) - low + high);
  const whole = <i32>k;
  const half = whole >> 1;
  return y * powerOfTwo(half) * powerOfTwo(whole - half);
}
