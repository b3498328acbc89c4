/* SPDX-License-Identifier: MIT */
#include "keyturn/late_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

static void put(struct late_library *library, size_t index, void *function)
{
	memcpy((char *)library->pointers + library->functions[index].offset, &function,
		sizeof(function));
}

/* Without one of its functions it has none. */
static bool find(struct late_library *library, void *handle, struct error *error)
{
	for (size_t i = 0; i < library->count; i++) {
		void *function = dlsym(handle, library->functions[i].name);
		if (function == NULL) {
			error_set(error, ERROR_SYSTEM, "%s here is too old: no %s", library->soname,
				library->functions[i].name);
			while (i > 0) {
				put(library, --i, NULL);
			}
			return false;
		}
		put(library, i, function);
	}
	return true;
}

static bool load(struct late_library *library, struct error *error)
{
	void *handle = dlopen(library->soname, RTLD_LAZY | RTLD_LOCAL);

	if (handle == NULL) {
		return error_set(error, ERROR_SYSTEM, "%s", dlerror());
	}
	library->loaded = find(library, handle, error);
	if (!library->loaded) {
		dlclose(handle);
	}
	return library->loaded;
}

bool late_library_load(struct late_library *library, struct error *error)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&lock);
	bool loaded = library->loaded || load(library, error);
	pthread_mutex_unlock(&lock);
	return loaded;
}

static void *load_ahead(void *library)
{
	late_library_load(library, NULL);
	return NULL;
}

void late_library_load_ahead(struct late_library *library)
{
	pthread_t thread;
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&thread, NULL, load_ahead, library) == 0) {
		pthread_detach(thread);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}
