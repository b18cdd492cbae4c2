/**
 * The page at /sparql. The server renders form, answer and examples; these scripts put an editor
 * over the text area, fetch answers without leaving the page, and add views to them.
 */
import { Answer } from "./answer";
import { QueryEditor } from "./editor";
import { History } from "./history";
import { one } from "./page";
import { Runner } from "./runner";

const form = one("form#ask", HTMLFormElement);
const area = one("textarea#query", HTMLTextAreaElement);

const editor = new QueryEditor(area, form.dataset["vocabulary"]!, form.dataset["suggest"]!);
const answer = new Answer(one("#result", HTMLElement));
const history = new History(one("#history", HTMLElement));
const runner = new Runner(form, editor, answer, history);

editor.onRun = () => runner.run();
editor.onCancel = () => runner.cancel();
history.onChoose = (query) => {
  editor.text = query;
  editor.focus();
};
answer.onView = (view) => runner.noteView(view);
answer.enhance(new URLSearchParams(location.search).get("view"));
editor.showError(answer.error);
if (answer.succeeded) history.add(editor.text);
