// SPDX-License-Identifier: GPL-3.0-or-later
// Precompiled for every module of the console.
#pragma once
#include "packaging/cmake/pch_core.h"
#include <QAction>
#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QTreeView>
#include <QWidget>
