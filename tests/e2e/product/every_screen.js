// What a test needs inside of the web client, as `window.screens`. Switching actions
// in the one page takes a tenth of the time of loading a page for each of them.
(() => {
  const root = odoo.__WOWL_DEBUG__.root;
  const {action, menu, orm} = root.env.services;
  const {rpcBus} = odoo.loader.modules.get("@web/core/network/rpc");
  const pause = (milliseconds) =>
    new Promise((done) => setTimeout(done, milliseconds));
  const failed = [];
  // Odoo's own theme has no more than this in some places.
  const LEAST_CONTRAST = 2;

  rpcBus.addEventListener("RPC:RESPONSE", ({detail}) => {
    // What the screen before still asked for is broken off when it is left.
    if (detail.error && !/abort/i.test(detail.error.message)) {
      const {model, method} = detail.data.params;
      const {data, message} = detail.error;
      const said = (data && data.message) || message;
      failed.push(`RPC ${model || ""} ${method || ""}: ${said.split("\n")[0]}`);
    }
  });

  function* components(node) {
    yield node.component;
    for (const child of Object.values(node.children)) {
      yield* components(child);
    }
  }

  // The model of the view that is shown, which holds its data.
  function shown() {
    for (const {model} of components(root.__owl__)) {
      if (model && model.root && model.root.resModel) {
        return model;
      }
    }
  }

  function entries(node, path) {
    const here = {path, app: node.xmlid, action: node.actionID, kind: node.actionModel};
    const below = node.childrenTree.flatMap((child) =>
      entries(child, `${path} / ${child.name}`).map((entry) => ({
        ...entry,
        app: node.xmlid,
      }))
    );
    // An app opens its first entry, which is among those below it.
    return node.actionID && !below.length ? [here] : below;
  }

  // Texts of ours, as they stand in the code, that somebody sees in another language.
  function untranslated(texts) {
    const ours = new Set(texts);
    const seen = document
      .querySelector(".o_action_manager, .modal")
      .innerText.split(/[\n\t]/)
      .map((line) => line.trim());
    return [...new Set(seen)].filter((line) => ours.has(line));
  }

  function looks(type) {
    const found = faint(LEAST_CONTRAST);
    const width = document.documentElement.scrollWidth;
    if (width > window.innerWidth) {
      found.push(`the page is ${width} px wide on ${window.innerWidth} px`);
    }
    for (const dialog of document.querySelectorAll(
      ".o_error_dialog, .modal .alert-danger"
    )) {
      found.push(`dialog: ${dialog.innerText.trim().slice(0, 200)}`);
    }
    // A phone's lists are scrolled, and their columns narrow.
    const heads = width > 1000 ? ".o_action_manager thead th span" : "none";
    for (const head of document.querySelectorAll(heads)) {
      if (head.clientWidth && head.scrollWidth > head.clientWidth) {
        found.push(`the heading “${head.innerText}” is cut off`);
      }
    }
    // the lists within a form may well be empty
    const view =
      ["list", "kanban"].includes(type) &&
      document.querySelector(`.o_action_manager .o_${type}_view`);
    const record =
      ".o_data_row, .o_group_header, .o_kanban_record:not(.o_kanban_ghost), " +
      ".o_kanban_group";
    if (view && (view.querySelector(".o_view_sample_data") || !view.querySelector(record))) {
      const help = view.querySelector(".o_nocontent_help");
      const usual = help && help.querySelector(".o_view_nocontent_empty_folder");
      if (!help || (usual && usual.innerText === "No data to display")) {
        found.push("empty, without a text that says what comes here");
      }
    }
    return found;
  }

  // [red, green, blue, opacity] of a colour as the browser computed it
  const parts = (color) => {
    const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
    return [red, green, blue, alpha];
  };

  // What lies behind an element, or nothing where that is a picture.
  function background(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const {backgroundColor, backgroundImage} = getComputedStyle(at);
      if (backgroundImage !== "none") {
        return;
      }
      layers.push(parts(backgroundColor));
      if (layers.at(-1)[3] === 1) {
        break;
      }
    }
    return layers.reduceRight(
      (below, [...layer]) => below.map((c, i) => c + (layer[i] - c) * layer[3]),
      [255, 255, 255]
    );
  }

  // Relative luminance and contrast as WCAG 2 defines them.
  function luminance(color) {
    const [red, green, blue] = color.map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function contrast(element) {
    const behind = background(element);
    if (behind) {
      const [...text] = parts(getComputedStyle(element).color);
      const seen = behind.map((c, i) => c + (text[i] - c) * text[3]);
      const [dark, bright] = [luminance(seen), luminance(behind)].sort((a, b) => a - b);
      return (bright + 0.05) / (dark + 0.05);
    }
  }

  // Texts that hardly stand out from what is behind them.
  function faint(least) {
    const found = [];
    const walker = document.createTreeWalker(
      document.querySelector(".o_action_manager"),
      NodeFilter.SHOW_TEXT
    );
    while (walker.nextNode()) {
      const {parentElement: element, textContent} = walker.currentNode;
      if (!textContent.trim() || !element.checkVisibility({opacityProperty: true})) {
        continue;
      }
      const ratio = contrast(element);
      if (ratio && ratio < least) {
        const shown = textContent.trim().slice(0, 40);
        found.push(`contrast ${ratio.toFixed(1)} of “${shown}” (${element.className})`);
      }
    }
    return found;
  }

  window.screens = {
    untranslated,
    entries: () =>
      menu.getApps().flatMap((app) => entries(menu.getMenuAsTree(app.id), app.name)),

    describe: async (id) => {
      const loaded = await action.loadAction(id);
      return {
        type: loaded.type,
        target: loaded.target,
        views: (loaded.views || []).map(([, type]) => type),
      };
    },

    // The page is laid out anew for another width.
    resized: () => pause(500),

    // Open a view, and return what was wrong.
    open: async (id, view, resId) => {
      failed.length = 0;
      const options = {clearBreadcrumbs: true};
      if (view) {
        options.viewType = view;
      }
      if (resId) {
        options.props = {resId};
      }
      try {
        await action.doAction(id, options);
      } catch (error) {
        failed.push(`${error.name}: ${error.message}`);
      }
      // A list is there before its records are.
      const model = shown();
      if (model && model.whenReady) {
        await Promise.race([model.whenReady, pause(5000)]);
      }
      // errors and what fields ask for come in the next turns
      await pause(60);
      let seen = looks(view);
      if (seen.length) {
        // Groups, and what the width decides, may be drawn a moment later.
        await pause(500);
        seen = looks(view);
      }
      return [...failed, ...seen];
    },

    first: async () => {
      const model = shown();
      if (!model || !model.root.domain) {
        return false;
      }
      const {resModel, domain, context} = model.root;
      const [id] = await orm.search(resModel, domain, {limit: 1, context});
      return id || false;
    },

    close: () => action.doAction({type: "ir.actions.act_window_close"}),
  };
})();
