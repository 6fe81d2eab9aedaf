# 45 What happened is told in several messages: nothing of it is lost, whatever is being asked.
# rules: CMP-1 CMP-2
C> 我的车老是抖
B> 影响行车安全吗
C> 好像怠速的时候吧，等红灯抖得厉害
B> 已补充到问题里
B> 影响行车安全吗
S> step == 'safety' and '等红灯抖得厉害' in shown.phenomenon and '老是抖' in shown.phenomenon
C> 师傅上次也没查出来
B> 也补充进去了
S> step == 'safety' and '没查出来' in shown.phenomenon
C> 会有危险吗
B! 补充
S> step == 'safety' and '危险' not in shown.phenomenon
C> 不会
B> 什么时候发生的
C> 变速箱换挡也顿挫
B> 已补充到问题里
S> step == 'when' and '换挡也顿挫' in shown.phenomenon
C> 嗯嗯那个
B! 补充
S> step == 'when' and '嗯嗯' not in shown.phenomenon
C> 你们这是人还是机器啊
B> 不是真人
B> 什么时候发生的
S> step == 'when'
C> 你是真人吗
B> 不是真人
S> step == 'when'
C> 跳过
C> 方向盘也抖
B> 补充到问题里
S> step == 'where' and not shown.where and '方向盘也抖' in shown.phenomenon
C> 充电桩那里
S> shown.where == '充电桩'
C> 白色那台
S> shown.model == '白色那台'
