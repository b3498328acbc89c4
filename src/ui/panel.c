/* SPDX-License-Identifier: MIT */
#include "keyturn/panel.h"

#include <signal.h>
#include <uv.h>

#include "keyturn/ui.h"

enum { KEYS_A_TURN = 256, SIGNALS_MAX = 8 };

struct panel {
	uv_loop_t loop;
	uv_poll_t input;
	uv_timer_t patience; /* for term_wait() */
	uv_signal_t signals[SIGNALS_MAX];
	size_t signal_count;
	struct term *term;
	struct app *app;
	struct canvas canvas;
	int rows, cols;                 /* as last told to the model */
	bool gone;                      /* the terminal is */
	bool draw_waits, repaint_waits; /* for room on the line */
};

static void post(struct panel *panel, enum message_kind kind)
{
	app_post(panel->app, &(struct message){.kind = kind});
}

static void post_size(struct panel *panel)
{
	struct message message = {.kind = MESSAGE_RESIZE};

	term_size(panel->term, &message.size.rows, &message.size.cols);
	if (message.size.rows != panel->rows || message.size.cols != panel->cols) {
		panel->rows = message.size.rows;
		panel->cols = message.size.cols;
		app_post(panel->app, &message);
	}
}

/* ---- the view ---- */

static void on_input(uv_poll_t *handle, int status, int events);

static void watch_input(struct panel *panel)
{
	int room = panel->draw_waits ? UV_WRITABLE : 0;

	if (!panel->gone) {
		uv_poll_start(&panel->input, UV_READABLE | UV_DISCONNECT | room, on_input);
	}
}

/* False when the line is full: then there will be a picture as soon as it is not. */
static bool is_sent(struct panel *panel)
{
	panel->draw_waits = !term_flush(panel->term);
	if (panel->draw_waits) {
		watch_input(panel);
	}
	return !panel->draw_waits;
}

/* A canvas of the model's size, kept from one picture to the next. */
static struct canvas *fresh_canvas(struct panel *panel, const struct model *model)
{
	if (panel->canvas.rows != model->rows || panel->canvas.cols != model->cols) {
		canvas_finish(&panel->canvas);
		canvas_init(&panel->canvas, model->rows, model->cols, term_ascii(panel->term));
	} else {
		canvas_clear(&panel->canvas);
	}
	return &panel->canvas;
}

/* While the line is full pictures are skipped, not queued: keys and requests go on, and the newest
 * state is drawn when there is room. */
static void draw(void *data, const struct model *model, bool repaint)
{
	struct panel *panel = data;

	if (panel->gone || model->rows <= 0 || model->cols <= 0) {
		return;
	}
	panel->repaint_waits = panel->repaint_waits || repaint;
	if (!is_sent(panel)) {
		return;
	}
	struct canvas *canvas = fresh_canvas(panel, model);
	ui_render(model, canvas);
	term_draw(panel->term, canvas, panel->repaint_waits);
	panel->repaint_waits = false;
	is_sent(panel);
}

/* Once, however often it is asked for until then. */
static void redraw_soon(struct panel *panel)
{
	panel->draw_waits = true;
	panel->repaint_waits = true;
	watch_input(panel);
}

static void copy(void *data, struct secret *secret)
{
	struct panel *panel = data;

	if (!panel->gone) {
		term_copy(panel->term, secret);
		is_sent(panel);
	}
}

static void clear_clipboard(void *data)
{
	struct panel *panel = data;

	if (!panel->gone) {
		term_clear_clipboard(panel->term);
		is_sent(panel);
	}
}

static void on_signal(uv_signal_t *handle, int number);

/* The SIGCONT of our own suspension needs no answer. */
static void suspend(void *data)
{
	struct panel *panel = data;

	for (size_t i = 0; i < panel->signal_count; i++) {
		if (panel->signals[i].signum == SIGCONT) {
			uv_signal_stop(&panel->signals[i]);
			term_suspend(panel->term);
			uv_signal_start(&panel->signals[i], on_signal, SIGCONT);
			break;
		}
	}
	uv_update_time(&panel->loop);
	post_size(panel);
}

/* ---- keys ---- */

static void on_patience(uv_timer_t *handle);

static void hang_up(struct panel *panel)
{
	if (!panel->gone) {
		panel->gone = true;
		uv_poll_stop(&panel->input);
		uv_timer_stop(&panel->patience);
		post(panel, MESSAGE_HANGUP);
	}
}

static void post_key(struct panel *panel, const struct key *key)
{
	struct message message = {.kind = MESSAGE_KEY, .key = *key};

	if (key->code == KEYPRESS_CLICK) {
		message = (struct message){.kind = MESSAGE_CLICK};
		if (!ui_click(&panel->canvas, key, &message.click)) {
			return;
		}
	}
	app_post(panel->app, &message);
}

/* The next thing from keyboard and mouse. False when there is none now. */
static bool take_key(struct panel *panel)
{
	struct key key;

	switch (term_read(panel->term, &key)) {
	case TERM_KEY:
		post_key(panel, &key);
		break;
	case TERM_PASTE_END:
		post(panel, MESSAGE_PASTE_END);
		break;
	case TERM_PASTE_CUT:
		post(panel, MESSAGE_PASTE_CUT);
		break;
	case TERM_ANSWER_CUT:
		post(panel, MESSAGE_ANSWER_CUT);
		break;
	case TERM_NOISE:
		post(panel, MESSAGE_NOISE);
		break;
	case TERM_FOCUS_LOST:
		post(panel, MESSAGE_FOCUS_LOST);
		break;
	case TERM_NOTHING:
		return false;
	case TERM_GONE:
		hang_up(panel);
		return false;
	}
	return true;
}

static void take_keys(struct panel *panel)
{
	int taken = 0;

	while (taken < KEYS_A_TURN && take_key(panel)) {
		taken++;
	}
	int wait = taken == KEYS_A_TURN ? 0 : term_wait(panel->term);
	if (panel->gone || wait < 0) {
		uv_timer_stop(&panel->patience);
	} else {
		uv_update_time(&panel->loop);
		uv_timer_start(&panel->patience, on_patience, (uint64_t)wait, 0);
	}
}

static void on_patience(uv_timer_t *handle)
{
	take_keys(handle->data);
}

static void on_input(uv_poll_t *handle, int status, int events)
{
	struct panel *panel = handle->data;

	if ((events & UV_WRITABLE) != 0) {
		if (panel->draw_waits) {
			draw(panel, app_model(panel->app), false);
		}
		watch_input(panel); /* a line that has room always says so: only while one waits */
	}
	if (status < 0 || (events & (UV_READABLE | UV_DISCONNECT)) != 0) {
		take_keys(panel);
	}
	if (status < 0 || (events & UV_DISCONNECT) != 0) {
		hang_up(panel);
	}
}

/* ---- signals ---- */

static void terminate(struct panel *panel, int number)
{
	const struct message message = {.kind = MESSAGE_TERMINATE, .signal = number};

	app_post(panel->app, &message);
}

static void on_signal(uv_signal_t *handle, int number)
{
	struct panel *panel = handle->data;

	if (panel->term == NULL) {
		return; /* it is given back; a work under way is waited for */
	}
	switch (number) {
	case SIGWINCH:
		term_resize(panel->term);
		post_size(panel);
		redraw_soon(panel);
		break;
	case SIGTSTP:
		post(panel, MESSAGE_SUSPENDING);
		break;
	case SIGCONT:
		term_resume(panel->term);
		post_size(panel);
		post(panel, MESSAGE_RESUMED);
		break;
	case SIGHUP:
		hang_up(panel);
		break;
	default:
		terminate(panel, number);
	}
}

/* What was ignored when we started (nohup) stays ignored. */
static void watch_signal(struct panel *panel, int number)
{
	struct sigaction present;

	if (sigaction(number, NULL, &present) == 0 && present.sa_handler == SIG_IGN) {
		return;
	}
	uv_signal_t *handle = &panel->signals[panel->signal_count++];
	uv_signal_init(&panel->loop, handle);
	handle->data = panel;
	uv_signal_start(handle, on_signal, number);
}

/* ---- from start to end ---- */

static void start(struct panel *panel)
{
	static const int watched[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGHUP, SIGTERM, SIGINT, SIGQUIT};

	_Static_assert(sizeof(watched) / sizeof(watched[0]) <= SIGNALS_MAX, "room for all");
	for (size_t i = 0; i < sizeof(watched) / sizeof(watched[0]); i++) {
		watch_signal(panel, watched[i]);
	}
	uv_timer_init(&panel->loop, &panel->patience);
	panel->patience.data = panel;
	uv_poll_init(&panel->loop, &panel->input, term_fd(panel->term));
	panel->input.data = panel;
	watch_input(panel);
	post_size(panel);
}

static void close_handles(struct panel *panel)
{
	uv_close((uv_handle_t *)&panel->input, NULL);
	uv_close((uv_handle_t *)&panel->patience, NULL);
	for (size_t i = 0; i < panel->signal_count; i++) {
		uv_close((uv_handle_t *)&panel->signals[i], NULL);
	}
}

/* The terminal goes back first: whatever follows may say something on it. */
static void finish(struct panel *panel)
{
	uv_poll_stop(&panel->input);
	uv_timer_stop(&panel->patience);
	term_close(panel->term);
	panel->term = NULL;
	panel->gone = true;
	canvas_finish(&panel->canvas);
	app_destroy(panel->app);
	close_handles(panel);
	uv_run(&panel->loop, UV_RUN_DEFAULT);
	uv_loop_close(&panel->loop);
}

int panel_run(const struct app_options *app, const struct term_options *options, int *signal,
	struct error *error)
{
	struct panel panel = {0};
	struct app_options with_note = *app;
	const struct app_view view = {.draw = draw,
		.copy = copy,
		.clear_clipboard = clear_clipboard,
		.suspend = suspend,
		.data = &panel};

	panel.term = term_open(options, error);
	if (panel.term == NULL) {
		return (int)error_exit_status(error->kind);
	}
	with_note.model.copy_note = term_copy_note();
	with_note.model.mouse = term_mouse(panel.term);
	uv_loop_init(&panel.loop);
	panel.app = app_create(&panel.loop, &with_note, &view);
	start(&panel);
	int status = app_run(panel.app, signal);
	finish(&panel);
	return status;
}
