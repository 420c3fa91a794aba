/* The table of channel drivers. A new driver is a file, a line in drivers.h and a line here. */
#include "channel/drivers.h"

static const ChannelDriver *const DRIVERS[] = {
    &KANNEL_DRIVER,   &GAMMU_DRIVER,     &HTTP_SMS_DRIVER, &FAKE_DRIVER,
    &LOOPBACK_DRIVER, &TELEGRAM_DRIVER,  &WHATSAPP_DRIVER, &EMAIL_DRIVER,
    &FACEBOOK_DRIVER, &INSTAGRAM_DRIVER, &X_DRIVER,        NULL,
};

const ChannelDriver *const *channel_drivers(void)
{
    return DRIVERS;
}

const ChannelDriver *channel_driver(const char *name)
{
    for (const ChannelDriver *const *driver = DRIVERS; *driver; driver++)
        if (g_str_equal((*driver)->name, name))
            return *driver;
    return NULL;
}
