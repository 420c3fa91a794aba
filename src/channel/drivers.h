/* The drivers, one file each; drivers.c puts them in the table. Others ask channel_driver(). */
#pragma once

#include "channel/channel.h"

extern const ChannelDriver KANNEL_DRIVER, GAMMU_DRIVER, HTTP_SMS_DRIVER, FAKE_DRIVER,
    LOOPBACK_DRIVER, TELEGRAM_DRIVER, WHATSAPP_DRIVER, EMAIL_DRIVER, FACEBOOK_DRIVER,
    INSTAGRAM_DRIVER, X_DRIVER;
