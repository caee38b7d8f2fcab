/**
 * Stands for `electron` in tests that run in Electron's plain Node mode, where there is no such module. Code under test
 * may import it; using it is a mistake of the test, and says so. What needs real windows is tested through the app.
 */
const unavailable = new Proxy(
  {},
  {
    get(_target, name) {
      throw new Error(`electron (.${String(name)}) is not there in tests that run without windows`);
    },
  },
);

export const app = unavailable;
export const BrowserWindow = unavailable;
export const protocol = unavailable;
export const session = unavailable;
export const webContents = unavailable;
